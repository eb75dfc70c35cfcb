"$agxrace" check --policy global-encoder --fault async-completion --with completion-follows,wait-inside
