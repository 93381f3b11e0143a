-- The writing requests of the comparison, for wrk.
--
-- Arguments: MODE PATH [LIMIT]. PATH is a collection; names in it are t<thread>-<number>.
--   put     PUT of 4 KiB under a new name, up to LIMIT names a thread (0: no limit)
--   mkcol   MKCOL of a new name
--   delete  DELETE of the names that put made
--   copy    COPY of the names that put made, round and round, each time to a new name
--   move    MOVE of the names that put made, there on one round and back on the next
--
-- Rates come from the first and last successful answer and not from wrk's own clock, which goes
-- on running when the names are used up.

local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds; long nanoseconds; } instant;
  int clock_gettime(int clock, instant *now);
]]

local threads = {}

function setup(thread)
  thread:set("id", #threads)
  table.insert(threads, thread)
end

local mode, path, limit, origin, body, now
local sent = 0
local idle_answers = 0
local probed = false
local spent = false
succeeded, failed, failure, first, last = 0, 0, 0, 0, 0

local function clock()
  ffi.C.clock_gettime(1, now)
  return tonumber(now.seconds) + tonumber(now.nanoseconds) / 1e9
end

function init(arguments)
  mode, path = arguments[1], arguments[2]
  limit = tonumber(arguments[3] or "0")
  origin = wrk.scheme .. "://" .. wrk.host .. ":" .. wrk.port
  body = string.rep("0123456789abcdef", 256)
  now = ffi.new("instant")
  first = clock()
end

local function build(number)
  local name = path .. "t" .. id .. "-" .. number
  if mode == "put" then
    return wrk.format("PUT", name, nil, body)
  elseif mode == "mkcol" then
    return wrk.format("MKCOL", name .. "/")
  elseif mode == "delete" then
    return wrk.format("DELETE", name)
  end
  local turn = math.floor((number - 1) / limit)
  local source = path .. "t" .. id .. "-" .. ((number - 1) % limit + 1)
  local target
  if mode == "copy" then
    target = path .. "c" .. id .. "-" .. number
  elseif turn % 2 == 0 then
    target = source .. "-moved"
  else
    source, target = source .. "-moved", source
  end
  local headers = {}
  for key, value in pairs(wrk.headers) do headers[key] = value end
  headers["Destination"] = origin .. target
  return wrk.format(mode:upper(), source, headers)
end

function request()
  -- wrk asks the first thread for one request it never sends, to see whether they are pipelined.
  if id == 0 and not probed then
    probed = true
    return build(1)
  end
  if (mode == "put" or mode == "delete") and limit > 0 and sent >= limit then
    spent = true
    return build(limit)
  end
  sent = sent + 1
  return build(sent)
end

function response(status)
  if status >= 200 and status < 300 and not (spent and idle_answers > 16) then
    succeeded = succeeded + 1
    last = clock()
  elseif not spent then
    failed = failed + 1
    failure = status
  end
  if spent then
    -- Repeats of the last request keep the connections busy until the real answers are in.
    idle_answers = idle_answers + 1
    if idle_answers == 64 then
      io.stderr:write("spent\n")
      io.stderr:flush()
      wrk.thread:stop()
    end
  end
end

function done()
  local ok, bad, status, from, to = 0, 0, 0, math.huge, 0
  for _, thread in ipairs(threads) do
    ok = ok + thread:get("succeeded")
    bad = bad + thread:get("failed")
    status = math.max(status, thread:get("failure"))
    from = math.min(from, thread:get("first"))
    to = math.max(to, thread:get("last"))
  end
  print(string.format("RESULT %d %d %d %.6f", ok, bad, status, to - from))
end
