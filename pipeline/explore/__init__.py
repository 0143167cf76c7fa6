"""What the explorer does, without its screen: choosing remarks, paging, showing them, stepping through a queue."""
