// Loaded into the portal and the local tenant with --import: a parent that was killed tells nobody, but its channel
// closes. Without this they would go on holding their ports.
process.on('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), 4000).unref();
});
process.channel?.unref();
