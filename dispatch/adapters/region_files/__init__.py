"""The region as a folder of readable files: read it, or say everything that is wrong with it.

`load_region` and `check_region` are the door; data/region/README.md tells a planner what stands in each file.
"""

from dispatch.adapters.region_files.folder import check_region, load_region

__all__ = ["check_region", "load_region"]
