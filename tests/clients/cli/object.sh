#!/usr/bin/env bash
# Files and folders through the AWS CLI's `s3` commands. Needs EVENTYARD_ENDPOINT and `aws` on the PATH.
set -eu
. "$(dirname "$0")/lib.sh"

s3() { aws --endpoint-url "$EVENTYARD_ENDPOINT" s3 "$@"; }
api() {
    local operation=$1
    shift
    aws --endpoint-url "$EVENTYARD_ENDPOINT" --output json s3api "$operation" "$@"
}

bucket=cli-$$-$RANDOM
s3 mb "s3://$bucket" >/dev/null
contains "ls of all buckets" "$(s3 ls)" "$bucket"

head -c 20000000 /dev/urandom >"$work/big"
s3 cp --quiet "$work/big" "s3://$bucket/big"
contains "it went up in parts" "$(api head-object --bucket "$bucket" --key big | pick 'it["ETag"]')" "-3\""
s3 cp --quiet "s3://$bucket/big" "$work/back"
cmp "$work/big" "$work/back"
equal "a stream" "$(printf hello | s3 cp --quiet - "s3://$bucket/stream" && s3 cp --quiet "s3://$bucket/stream" -)" hello

mkdir -p "$work/tree/sub dir"
echo one >"$work/tree/one.txt"
echo two >"$work/tree/sub dir/two+ü.txt"
# What was written in this second counts as newer than what is uploaded in it.
touch -d "1 minute ago" "$work/tree/one.txt" "$work/tree/sub dir/two+ü.txt"
s3 sync --quiet "$work/tree" "s3://$bucket/tree"
equal "nothing is left to sync" "$(s3 sync "$work/tree" "s3://$bucket/tree")" ""
contains "ls of a folder" "$(s3 ls "s3://$bucket/tree/")" "PRE sub dir/"
contains "ls of all of it" "$(s3 ls --recursive "s3://$bucket")" "tree/sub dir/two+ü.txt"
s3 sync --quiet "s3://$bucket/tree" "$work/copy"
diff -r "$work/tree" "$work/copy"
rm "$work/tree/one.txt"
s3 sync --quiet --delete "$work/tree" "s3://$bucket/tree"
equal "what is gone here is gone there" "$(s3 ls --recursive "s3://$bucket/tree" | wc -l | tr -d ' ')" 1

s3 mv --quiet "s3://$bucket/big" "s3://$bucket/moved"
cmp "$work/big" <(s3 cp --quiet "s3://$bucket/moved" -)
url=$(s3 presign "s3://$bucket/stream")
equal "a presigned URL" "$(python3 -c 'import sys, urllib.request as u; print(u.urlopen(sys.argv[1]).read().decode())' "$url")" hello

ends_with "a bucket with objects" 1 s3 rb "s3://$bucket"
contains "its error" "$err" BucketNotEmpty
ends_with "an object that isn't there" 1 s3 cp "s3://$bucket/none" "$work/none"
contains "its error" "$err" 404
s3 rb --force "s3://$bucket" >/dev/null
ends_with "a deleted bucket" 255 api head-bucket --bucket "$bucket"

rm -r "$work"
echo "cli/object.sh: $checks checks passed"
