"""Each room made as wanted: opened, compared, entered, replaced, left."""
