"""What the bucket tells of uploads reaches who looks at them, with time and room for it."""

from typing import Any

from shared.links.documents import model
from shared.links.documents.checking import SECONDS
from shared.links.documents.model import MAX_BYTES
from shared.links.documents.pdf import MEMORY
from tests.infra.assembly import Assembly, readable


def test_uploads_and_nothing_else_of_the_bucket_reach_their_queue(assembly: Assembly) -> None:
    rule = _rule(assembly, "orderpay-dev-uploads")
    pattern = rule["EventPattern"]

    assert "EventBusName" not in rule, "AWS's own events come to the account's own bus"
    assert (pattern["source"], pattern["detail-type"]) == (["aws.s3"], ["Object Created"])
    (name,) = pattern["detail"]["bucket"]["name"]
    assert readable(name) == "orderpay-dev-documents-<AWS::AccountId>-<AWS::Region>"
    assert readable(assembly.one("AWS::S3::Bucket").properties["BucketName"]) == readable(name)
    assert pattern["detail"]["object"] == {"key": [{"prefix": model.UPLOADS}]}
    (target,) = rule["Targets"]
    assert readable(target["Arn"]) == "<QueuesUploadsQueue.Arn>"
    assert readable(target["DeadLetterConfig"]["Arn"]) == "<QueuesUploadsFailuresQueue.Arn>"


def test_a_check_of_a_document_has_time_and_room_for_what_it_allows_the_file(assembly: Assembly) -> None:
    function = assembly.functions()["check_documents"].properties

    (mapping,) = [
        item.properties
        for item in assembly.resources("AWS::Lambda::EventSourceMapping")
        if item.properties["FunctionName"]["Ref"] == assembly.functions()["check_documents"].logical_id
    ]
    assert mapping["BatchSize"] == 1
    assert function["Timeout"] >= 2 * SECONDS
    assert function["MemorySize"] * 2**20 >= MEMORY + 20 * MAX_BYTES


def _rule(assembly: Assembly, name: str) -> Any:
    (found,) = [rule for rule in assembly.resources("AWS::Events::Rule") if rule.properties["Name"] == name]
    return found.properties
