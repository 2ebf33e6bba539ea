"""Exports whose file does not come together, or whose slices fail for good: begun anew, and given up in the end."""

import pytest
from moto.s3 import models

from shared.exports.model import MOST_GENERATIONS, MOST_REDRIVES
from shared.payments.exporting import writing
from shared.payments.outbox.redrive import Redriven, redrive
from shared.runtime import wiring
from tests.functional.handlers.exporting import begun, some_of_everything, written
from tests.functional.handlers.shop import Shop
from tests.support.aws import bodies, client, empty_bucket, objects
from tests.support.world import Json, World

pytestmark = pytest.mark.usefixtures("smallest_slices")


def test_parts_that_another_run_put_over_ours_begin_the_file_anew(world: World) -> None:
    shop = some_of_everything(world)
    exporter, export_id, wanted = begun(shop, "orders")
    shop.world.relay()
    exporter_slices(world, 3)
    (item,) = world.items("export")
    assert item["parts"]
    client("s3").upload_part(
        Bucket=world.resources.environment["BUCKET_NAME"],
        Key=f"exports/{shop.id}/{export_id}/1.csv",
        UploadId=item["upload_id"],
        PartNumber=1,
        Body=b"other rows" * 60,
    )
    exporter.work()
    assert exporter.file(export_id) == wanted
    assert exporter.read(export_id).json["url"].split("?")[0].endswith(f"{export_id}/2.csv")


def test_an_upload_that_the_bucket_dropped_begins_the_file_anew(world: World) -> None:
    shop = some_of_everything(world)
    exporter, export_id, wanted = begun(shop, "orders")
    shop.world.relay()
    exporter_slices(world, 3)
    drop_uploads(world, shop, export_id)
    exporter.work()
    assert exporter.file(export_id) == wanted


def test_rows_that_wait_for_a_part_and_are_gone_begin_the_file_anew(world: World) -> None:
    exporter, export_id, wanted = begun(some_of_everything(world), "journal")
    world.relay()
    exporter_slices(world, 1)
    (item,) = world.items("export")
    assert item["tail"] in objects()
    empty_bucket()
    exporter.work()
    assert exporter.file(export_id) == wanted


def test_a_file_that_never_comes_together_fails_in_the_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = some_of_everything(world)
    exporter, export_id, _ = begun(shop, "orders")
    monkeypatch.setattr(models, "S3_UPLOAD_PART_MIN_SIZE", 10_000_000)
    exporter.work()
    export = exporter.read(export_id).json
    assert (export["status"], export["failure"], export["url"]) == ("failed", "not_assembled", None)
    (item,) = world.items("export")
    assert item["generation"] == MOST_GENERATIONS


def test_a_file_with_too_many_parts_fails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_PARTS", 2)
    exporter, export_id, _ = begun(some_of_everything(world), "orders")
    exporter.work()
    assert exporter.read(export_id).json["failure"] == "too_large"


def test_a_slice_that_fails_for_good_is_tried_again_and_given_up_in_the_end(world: World) -> None:
    exporter, export_id, wanted = begun(some_of_everything(world), "orders")
    for _ in range(MOST_REDRIVES):
        world.relay()
        (lost,) = bodies(world.resources.export_queue_url)
        assert redriven(world, lost) is Redriven.EXPORT
        assert redriven(world, lost) is Redriven.EXPORT, "and changes nothing twice"
    assert exporter.read(export_id).json["status"] == "running"
    world.relay()
    (last,) = bodies(world.resources.export_queue_url)
    redriven(world, last)
    world.relay()
    assert not bodies(world.resources.export_queue_url)
    export = exporter.read(export_id).json
    assert (export["status"], export["failure"]) == ("failed", "interrupted")
    assert wanted


def test_what_was_redriven_goes_on_where_it_was(world: World) -> None:
    exporter, export_id, wanted = begun(some_of_everything(world), "orders")
    world.relay()
    exporter_slices(world, 2)
    (lost,) = bodies(world.resources.export_queue_url)
    redriven(world, lost)
    exporter.work()
    assert exporter.file(export_id) == wanted


def exporter_slices(world: World, count: int) -> None:
    """Write so many slices, and send for the next."""
    for _ in range(count):
        (message,) = bodies(world.resources.export_queue_url)
        written(message)
        world.relay()


def redriven(world: World, body: str) -> Redriven:
    """What became of a message that ended in the dead-letter queue."""
    return redrive(world.table, wiring.clock(), Nothing(), Nothing(), body)


def drop_uploads(world: World, shop: Shop, export_id: str) -> None:
    """As the bucket's lifecycle does after a day."""
    (item,) = world.items("export")
    key: Json = {"Bucket": world.resources.environment["BUCKET_NAME"], "Key": f"exports/{shop.id}/{export_id}/1.csv"}
    client("s3").abort_multipart_upload(**key, UploadId=item["upload_id"])


class Nothing:
    """Nothing is to be rejected here, or sent to anybody else."""

    def keep(self, name: str, content: str) -> None:
        """Fails."""
        raise AssertionError((name, content))

    def send(self, messages: object) -> None:
        """Fails."""
        raise AssertionError(messages)
