"""What matched tracks teach: speeds by street and hour, and how far a predicted time is to be trusted."""
