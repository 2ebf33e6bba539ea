"""What is measured on the deployed local stack: the hot wallet, and the way from intake to released."""
