/** Every day at a time of the form `20:00`, as EventBridge Scheduler and AWS Backup take it. */
export function dailyCron(time: string): string {
  const [hour, minute] = time.split(":").map(Number);
  return `cron(${minute} ${hour} * * ? *)`;
}
