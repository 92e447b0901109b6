#!/bin/bash
# Loads nginx by wrk through each shape of relay in turn, and prints, for each row and shape, the median of the rounds:
# requests/s; instructions for a request, of the relay alone and of relay, nginx and wrk; cycles of all three; and what they
# are beside those of the first shape in the same round. Needs nginx, wrk, perf, and root for a network namespace of its own.
#   rows.sh [SHAPE...]     ROUNDS, SECONDS_EACH, ROWS by environment
set -u
if [ -z "${IN_NAMESPACE:-}" ]; then IN_NAMESPACE=1 exec unshare -n -- "$0" "$@"; fi
ip link set lo up
here=$(cd "$(dirname "$0")" && pwd)
shapes=${*:-epoll uring uring-fixed uring-bundle uring-send2 uring-single uring-poll}
rows=${ROWS:-keep-1 keep-16 keep-64 keep-256 new-32 bulk-16}
rounds=${ROUNDS:-5} seconds=${SECONDS_EACH:-1}
folder=$(mktemp -d) && cd "$folder" || exit 1
gcc -O2 -Wall -pthread -o relay "$here/relay.c" || exit 1
mkdir www && head -c 1048576 /dev/urandom >www/big
cat >nginx.conf <<END
daemon off; master_process off; error_log stderr; pid nginx.pid;
events { worker_connections 8192; }
http {
  access_log off; keepalive_requests 100000000;
  client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
  server {
    listen 127.0.0.1:8080 backlog=4096;
    location / { default_type application/json; return 200 '{"token": {"methods": ["password"]}}'; }
    location /big { root $folder/www; }
  }
}
END
nginx -e stderr -p "$folder/" -c "$folder/nginx.conf" 2>nginx.log & nginx=$!
pids=$nginx
trap 'kill $pids; wait 2>/dev/null; rm -rf "$folder"' EXIT
declare -A port pid
next=8100
for s in $shapes; do
  for kind in small big; do
    bytes=4096; [ $kind = big ] && bytes=65536
    BUFFER_BYTES=$bytes ./relay "$s" $next 8080 2 & pid[$s.$kind]=$! pids="$pids $!" port[$s.$kind]=$next
    next=$((next + 1))
  done
done
sleep 0.5

load() { # row relay
  local c=${1#*-} args=() path=/
  case $1 in new-*) args=(-H "Connection: close") ;; bulk-*) path=/big ;; esac
  for p in "${pid[$2]}" $nginx; do
    perf stat -x, -e instructions:u,instructions:k,cycles -o "perf.$p" -p "$p" sleep "$seconds" &
    local waited="${waited:-} $!"
  done
  perf stat -x, -e instructions:u,instructions:k,cycles -o perf.wrk wrk -t1 "-c$c" "-d${seconds}s" --latency "${args[@]}" \
    "http://127.0.0.1:${port[$2]}$path" >wrk.out 2>&1
  wait $waited
  awk -F, '/instructions|cycles/ { v[FILENAME == "perf.wrk" ? "w" : FILENAME, ++n[FILENAME]] = $1; t[n[FILENAME]] += $1; if (FNR < 99 && FILENAME == relay) own[n[FILENAME]] = $1 }
    FILENAME == "wrk.out" && match($0, /[0-9]+ requests in/) { split($0, a, " "); q = a[1] }
    FILENAME == "wrk.out" && /Requests\/sec/ { split($0, a, " "); rps = a[2] }
    END { if (q) printf "%.0f %.0f %.0f %.0f\n", rps, (own[1] + own[2]) / q, (t[1] + t[2]) / q, t[3] / q }' relay="perf.${pid[$2]}" "perf.${pid[$2]}" perf.$nginx perf.wrk wrk.out
}

for row in $rows; do
  kind=small; [ "${row%-*}" = bulk ] && kind=big
  for round in $(seq "$rounds"); do
    for s in $shapes; do echo "$row $s $round $(load "$row" "$s.$kind")"; done
  done
done >figures
awk '
  function median(list,    a, n) { n = split(list, a, " "); asort(a); return n ? a[int((n + 1) / 2)] : 0 }
  NF == 7 { if (!($1 in rows)) { rows[$1]; order[++r] = $1 } if (!($2 in seen)) { seen[$2]; shape[++m] = $2 } for (i = 4; i < 8; i++) f[$1, $2, $3, i] = $i; if ($3 > rounds) rounds = $3 }
  END {
    print "| row | shape | requests/s | instructions of the relay | of all | cycles of all | ratios: requests/s | relay | all | cycles |"
    print "|---|---|---|---|---|---|---|---|---|---|"
    for (i = 1; i <= r; i++) for (j = 1; j <= m; j++) {
      printf "| %s | %s", order[i], shape[j]
      for (k = 4; k < 8; k++) { v = ""; for (n = 1; n <= rounds; n++) v = v " " f[order[i], shape[j], n, k]; printf " | %.0f", median(v) }
      for (k = 4; k < 8; k++) { v = ""; for (n = 1; n <= rounds; n++) { b = f[order[i], shape[1], n, k]; if (b > 0) v = v " " sprintf("%.3f", f[order[i], shape[j], n, k] / b) } printf " | %.2f", median(v) }
      print " |"
    }
  }' figures
[ -n "${KEEP:-}" ] && cp figures "$KEEP"
true
