// Scripts of Redis: the counting of `../limits/gcra.ts` and `../limits/sliding-log.ts` in Lua 5.1. Each has one key, a hash.

import type { RateLimitAlgorithm } from '../limits/policy.js';

/**
 * Reads the arguments and Redis's clock in milliseconds. No time has passed for a new key, nor while the clock is behind its last
 * reading. If it is so by more than a window, it was set, and time goes on from there.
 */
const BEGIN = `
local key, method = KEYS[1], ARGV[1]
local cost, floor, limit, window = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local clock = redis.call('TIME')
local read = clock[1] * 1000 + math.floor(clock[2] / 1000)
local changed = false

local function fields(...)
  local numbers = redis.call('HMGET', key, ...)
  for i, value in ipairs(numbers) do numbers[i] = tonumber(value) or 0 end
  return unpack(numbers)
end

local function since(last)
  if last == 0 then return 0 end
  if read < last - window then
    changed = true
  elseif read < last then
    read = last
  end
  return math.max(0, read - last)
end
`;

/** `owed` is in units of which `window` are one of cost, and `limit` are given back each millisecond. */
const GCRA = `
local last, owed = fields('read', 'owed')
owed = math.max(0, owed - since(last) * limit)

local function remaining()
  return math.floor(limit - owed / window)
end

local function add(taken)
  owed = owed + taken * window
  changed = changed or taken > 0
end

local function wait(wanted)
  if wanted > limit then return -1 end
  return math.max(0, math.ceil((owed - (limit - wanted) * window) / limit))
end

local function reset()
  return math.ceil(owed / limit)
end

local function save()
  redis.call('HSET', key, 'read', read, 'owed', owed)
end
`;

/**
 * Entries are fields with the numbers from `first` to before `after`. Each has a time, and what was logged up to it, so that
 * the entry that frees some cost is found by halving. `gone` is what was logged by entries that have left. Times are those of
 * the key's own clock, which begins at 0 and never goes back.
 */
const SLIDING_LOG = `
local last, time, first, after, logged, gone, debt = fields('read', 'time', 'first', 'after', 'logged', 'gone', 'debt')
local now = time + since(last)

local function entry(place)
  local at, upTo = string.match(redis.call('HGET', key, place), '(%d+):(%d+)')
  return tonumber(at), tonumber(upTo)
end

local function log(at, taken)
  if taken == 0 then return end
  logged = logged + taken
  if after > first and entry(after - 1) == at then after = after - 1 end
  redis.call('HSET', key, after, string.format('%.0f:%.0f', at, logged))
  after = after + 1
  changed = true
end

-- Whole rounds of debt: each entry comes again a window later, which is as if the clock went back.
if debt >= limit then
  local newest = entry(after - 1)
  local rounds = math.min(math.floor(debt / limit), math.floor((now - newest) / window))
  debt = debt - rounds * limit
  now = now - rounds * window
end

-- Entries leave, and debt takes their place.
while first < after do
  local at, upTo = entry(first)
  if at + window > now then break end
  redis.call('HDEL', key, first)
  local paid = math.min(upTo - gone, debt)
  first = first + 1
  gone = upTo
  debt = debt - paid
  changed = true
  log(at + window, paid)
end

local function remaining()
  return limit - (logged - gone) - debt
end

local function add(taken)
  local paid = math.min(taken, limit - (logged - gone))
  debt = debt + taken - paid
  changed = changed or taken > 0
  log(now, paid)
end

local function wait(wanted)
  if wanted > limit then return -1 end
  local missing = wanted - remaining()
  if missing <= 0 then return 0 end
  local rounds = math.ceil(missing / limit) - 1
  local upTo = gone + missing - rounds * limit
  local low, high = first, after - 1
  while low < high do
    local middle = math.floor((low + high) / 2)
    local at, reached = entry(middle)
    if reached < upTo then low = middle + 1 else high = middle end
  end
  return entry(low) + (rounds + 1) * window - now
end

local function reset()
  if debt > 0 then return wait(limit) end
  return first == after and 0 or entry(after - 1) + window - now
end

local function save()
  redis.call('HSET', key, 'read', read, 'time', now, 'first', first, 'after', after)
  redis.call('HSET', key, 'logged', logged, 'gone', gone, 'debt', debt)
end
`;

/** Does what is asked. Whatever is refused writes nothing, but for entries that have left. */
const END = `
local allowed
if method == 'charge' then
  add(math.max(0, math.min(cost, remaining() - floor)))
  cost = 0
  allowed = remaining() >= 0
else
  allowed = cost <= remaining()
  if allowed and method == 'take' then add(cost) end
end
local full = reset()
if changed then
  save()
  redis.call('PEXPIRE', key, full)
end
return {allowed and 1 or 0, remaining(), allowed and 0 or wait(cost), full}
`;

export const SCRIPTS: Readonly<Record<RateLimitAlgorithm, string>> = {
  gcra: BEGIN + GCRA + END,
  'sliding-log': BEGIN + SLIDING_LOG + END,
};
