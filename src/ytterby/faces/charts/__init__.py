"""Charts: each is a function from a sheet's rows to a Vega-Lite specification; ``draw`` turns any of them into SVG or PNG."""
