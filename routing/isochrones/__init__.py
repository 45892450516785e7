"""What can be reached by road in time: bands of ground around stations and crews, and who lives in them."""
