"""What answers come to: which questions apply, what is offered, computed and wrong."""
