"""The live shell: the wall clock, the decision worker's loop and the supervisor of the service's processes."""
