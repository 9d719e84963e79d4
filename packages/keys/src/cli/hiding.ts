// Takes API keys out of messages: somebody may have given one as an argument.

/** Matches an API key, also one that was cut within its secret, or that has more behind it. */
const KEY = /fedzk_(?:live|test)_[0-9A-Za-z]{12}_[0-9A-Za-z_]+/g;

export function hasApiKey(text: string): boolean {
  return text.search(KEY) >= 0;
}

export function withoutApiKeys(message: string): string {
  return message.replace(KEY, '(an API key)');
}
