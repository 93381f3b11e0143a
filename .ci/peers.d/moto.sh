# moto's server, which speaks S3; from PyPI.
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check "moto[server,s3]==5.2.5"
ln -sf "$PWD/venv/bin/moto_server" "$WEFT_PEERS/bin/moto_server"
