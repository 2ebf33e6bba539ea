"""What can be paid for, told alike: whoever collects, settles or releases knows no order from anything else."""
