# cs3client, CERN's Python client of the CS3 APIs, and the Python stubs of their newest version.
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check cs3client==1.7.1 cs3apis==0.2.20260915.5122065
# Not a link: a Python finds its packages beside the path that it was called by.
printf '#!/bin/sh\nexec "%s/venv/bin/python" "$@"\n' "$PWD" >"$WEFT_PEERS/bin/cs3client-python.new"
chmod +x "$WEFT_PEERS/bin/cs3client-python.new"
mv "$WEFT_PEERS/bin/cs3client-python.new" "$WEFT_PEERS/bin/cs3client-python"
