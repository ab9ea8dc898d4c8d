"""The studio, measured and pictured as people meet it: in a browser."""
