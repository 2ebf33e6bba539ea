"""What was measured, as a document with a verdict on each budget, and as a chart."""
