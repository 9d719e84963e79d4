let messages = 0;

// The first message is the key.
addEventListener('message', (event) => {
  messages++;
  if (messages < 4) return;
  event.stopImmediatePropagation();
  throw new Error('this worker was told to fail');
});
