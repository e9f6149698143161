"""What is out there: readers and the kinds that they fill."""
