"""By air: whether a helicopter may fly now, where it meets the road crew, and when the patient would arrive."""
