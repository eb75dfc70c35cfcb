"$agxrace" frobnicate
