"""What others program against."""
