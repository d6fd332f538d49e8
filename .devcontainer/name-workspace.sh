#!/bin/sh
# Gives the workspace the name by which leases know it, once: a container's host name changes at every rebuild, and
# this file, in the volume, does not. Without it the host name has to do, so that nothing here keeps a start from going on.
grep -qs '[^[:space:]]' .local/workspace || {
  id=$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')
  echo "$(basename "$PWD")-$id" >.local/workspace || true
}
