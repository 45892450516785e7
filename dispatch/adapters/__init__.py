"""The ports filled in. Only `dispatch.bootstrap` knows these modules."""
