// What the marker import 'server-only' stands for outside Next.
export {};
