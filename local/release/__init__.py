"""What an operator does with a deployment on AWS: show what would change, deploy it, try it out."""
