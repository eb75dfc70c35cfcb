# The whole matrix, and what each row says of it.
"$agxrace" check
