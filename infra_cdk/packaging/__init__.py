"""Builds what is zipped and deployed: the dependency layer and the compiled code. No Docker, no CDK."""
