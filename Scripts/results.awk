# Shortens a table of curves: the columns that figures show, numbers to six digits, and of lines of more than 60
# points (streamed metrics) every third one.

# Splits a row into cell[1...n]; cells in quotes may hold commas.
function split_row(text,   n, quoted, i, c) {
  n = 1; quoted = 0; cell[1] = ""
  for (i = 1; i <= length(text); i++) {
    c = substr(text, i, 1)
    if (c == "\"") { quoted = !quoted; cell[n] = cell[n] c }
    else if (c == "," && !quoted) { n++; cell[n] = "" }
    else cell[n] = cell[n] c
  }
  return n
}

function shown(text) { return text ~ /^-?[0-9.]+(e[-+]?[0-9]+)?$/ ? sprintf("%.6g", text) : text }

# The rows of one line, thinned where it is long.
function flush(   i, every) {
  every = count > 60 ? 3 : 1
  for (i = 1; i <= count; i++) if (i % every == 1 % every || i == count) print rows[i]
  count = 0
}

{
  sub(/\r$/, "")
  n = split_row($0)
  if (NR == 1) {
    for (i = 1; i <= n; i++) if (cell[i] !~ /^(planned|mean|median|min|max|standard-error)$/) keep[++kept] = i
  }
  row = cell[keep[1]]
  for (i = 2; i <= kept; i++) row = row "," (i <= 3 ? cell[keep[i]] : shown(cell[keep[i]]))
  if (NR == 1) { print row; next }
  line = cell[1] "|" cell[2] "|" cell[3] "|" cell[4]
  if (line != last) flush()
  last = line
  rows[++count] = row
}

END { flush() }
