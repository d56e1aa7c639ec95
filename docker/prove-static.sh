#!/usr/bin/env bash
# Proves without Docker what docker/Dockerfile promises: the binary needs no file but itself, no root, answers its
# health check, and ends with 0 after SIGTERM.
#
# It builds for musl, puts the binary alone into an empty directory, and runs it there under chroot as user 65534.
# Wants a Rust toolchain, musl-gcc (Debian: musl-tools), file, curl; and root, or user namespaces in its place.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() {
    echo "prove-static: $*" >&2
    exit 1
}

for tool in cargo musl-gcc file ldd curl chroot; do
    command -v "$tool" >/dev/null || fail "there is no $tool on this machine"
done

# --- build ----------------------------------------------------------------------------------

target=$(uname -m)-unknown-linux-musl
[ -d "$(rustc --print target-libdir --target "$target")" ] || rustup target add "$target"
export "CC_${target//-/_}=musl-gcc"
cargo build --release --locked --bin eventyard --target "$target"
binary=${CARGO_TARGET_DIR:-target}/$target/release/eventyard

# --- static? --------------------------------------------------------------------------------

kind=$(file --brief "$binary")
[[ $kind == *"static-pie linked"* || $kind == *"statically linked"* ]] || fail "not static by file: $kind"
# ldd fails for some static binaries, and says so in words for the others.
libraries=$(ldd "$binary" 2>&1 || true)
[[ $libraries == *"statically linked"* || $libraries == *"not a dynamic executable"* ]] ||
    fail "not static by ldd: $libraries"
echo "static: $((($(stat -c %s "$binary") + 1048575) / 1048576)) MiB, $libraries" | tr -s '[:space:]' ' '
echo

# --- alone and without root -----------------------------------------------------------------

root=$(mktemp -d)
log=$(mktemp)
server=
clean_up() {
    [ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
    rm -rf "$root" "$log"
}
trap clean_up EXIT

cp "$binary" "$root/eventyard"
chmod 755 "$root" "$root/eventyard"
# As the image has it: this environment, this user, this one file.
inside=(env -i EVENTYARD_ADDRESS=0.0.0.0 "$(command -v chroot)")
if [ "$(id -u)" -eq 0 ]; then
    inside+=(--userspec=65534:65534)
else
    inside=("$(command -v unshare)" --map-root-user "${inside[@]}")
fi

"${inside[@]}" "$root" /eventyard --port 0 >"$log" 2>&1 &
server=$!
port=
for _ in $(seq 100); do
    port=$(sed -n 's|.*listening on http://0\.0\.0\.0:\([0-9]*\).*|\1|p' "$log")
    [ -z "$port" ] || break
    sleep 0.1
done
[ -n "$port" ] || fail "it did not start: $(cat "$log")"
user=$(awk '/^Uid:/ { print $2 }' "/proc/$server/status")
[ "$user" -ne 0 ] || fail "it runs as root"
echo "runs alone in an empty root as user $user"

endpoint=http://127.0.0.1:$port
health=$("${inside[@]}" "$root" /eventyard health --endpoint "$endpoint")
echo "health from inside: $health"

call() {
    curl --silent --show-error --fail --max-time 10 --noproxy '*' "$endpoint/" \
        --header 'Content-Type: application/x-amz-json-1.0' --header "X-Amz-Target: AmazonSQS.$1" --data "$2"
}
call CreateQueue '{"QueueName":"proof"}' >/dev/null
sent=$(call SendMessage "{\"QueueUrl\":\"$endpoint/000000000000/proof\",\"MessageBody\":\"hello\"}")
[[ $sent == *5d41402abc4b2a76b9719d911017c592* ]] || fail "SendMessage answered: $sent"
echo "SendMessage from outside: the digest is right"

kill -TERM "$server"
code=0
wait "$server" || code=$?
server=
[ "$code" -eq 0 ] || fail "exit code $code after SIGTERM: $(cat "$log")"
echo "SIGTERM: exit code 0"
