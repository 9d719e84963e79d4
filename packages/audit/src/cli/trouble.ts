/** Wrong use or broken input: its message is for the user, and the exit code is 2. */
export class Trouble extends Error {}
