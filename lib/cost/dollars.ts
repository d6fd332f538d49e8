/** `$8.66` */
export const dollars = (usd: number): string => `$${usd.toFixed(2)}`;
