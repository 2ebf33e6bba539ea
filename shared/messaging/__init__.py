"""Messages to people: SMS and e-mail behind ports, SNS and SES behind those (decision 0029)."""
