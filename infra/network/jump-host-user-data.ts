/** Minutes without a session after which the jump host stops. */
const IDLE_MINUTES = 30;

/**
 * The script of the jump host's first boot: it sets up a timer that stops the machine when no session of ssh has been
 * open for `idleMinutes`. It installs nothing, since it reaches nothing.
 */
export function jumpHostUserData(idleMinutes = IDLE_MINUTES): string {
  return `#!/bin/sh
set -eu
cat > /usr/local/sbin/stop-when-idle <<'SCRIPT'
#!/bin/sh
set -eu
busy=/run/last-session
[ -e "$busy" ] || touch "$busy"
if ss --no-header --tcp --numeric state established '( sport = :22 )' | grep -q .; then
  touch "$busy"
elif [ -n "$(find "$busy" -mmin +${idleMinutes})" ]; then
  systemctl poweroff
fi
SCRIPT
chmod 0755 /usr/local/sbin/stop-when-idle
cat > /etc/systemd/system/stop-when-idle.service <<'UNIT'
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/stop-when-idle
UNIT
cat > /etc/systemd/system/stop-when-idle.timer <<'UNIT'
[Timer]
OnBootSec=1min
OnUnitActiveSec=5min
[Install]
WantedBy=timers.target
UNIT
systemctl daemon-reload
systemctl enable --now stop-when-idle.timer
`;
}
