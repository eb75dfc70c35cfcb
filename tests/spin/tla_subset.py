# SPDX-License-Identifier: MIT
"""Reads and explores TLA+ modules of the kind that agxrace writes, where no TLC is at hand.

The subset: operator definitions with parameters, LET, IF, quantifiers over sets, junction lists by their columns, records and
functions with EXCEPT, sets of records and of functions, primed variables and UNCHANGED. A specification is Init and Next. It
knows nothing of agxrace's rules: what it explores is what the module says, in the meaning of "Specifying Systems" (Lamport,
Addison-Wesley 2002), chapters 15 and 16.

	module = Module(text)
	states = module.explore()	# states in breadth-first order, with their distance; and those without successor"""
import re

TOKEN = re.compile(r"""\\\*[^\n]* | \(\*.*?\*\) | "[^"]*" | [A-Za-z_][A-Za-z0-9_]* | [0-9]+ | /\\ | \\/ | \\in\b | \\E\b
	| \\A\b | => | == | \|-> | -> | \.\. | << | >> | [][(){}<>=\#~!.,:+'\\-] | \n | [ \t]+""", re.VERBOSE | re.DOTALL)
KEYWORDS = {"LET", "IN", "IF", "THEN", "ELSE", "EXCEPT", "UNCHANGED", "TRUE", "FALSE"}
# Operators with two sides: how tightly they bind (section 15.2.1); those of one level do not mix here.
BINARY = {"=>": 1, "/\\": 3, "\\/": 3, "=": 5, "#": 5, "<": 5, "\\in": 5, "\\": 8, "..": 9, "+": 10, "-": 11}


class Value(dict):
    """A function or a record: a mapping that never changes and can be a member of a set."""

    def __hash__(self):
        return hash(frozenset(self.items()))


class SetOfFunctions:
    def __init__(self, domain, values):
        self.domain, self.values = set(domain), values

    def __contains__(self, value):
        return isinstance(value, Value) and set(value) == self.domain and all(v in self.values for v in value.values())


class SetOfRecords:
    def __init__(self, fields):
        self.fields = fields

    def __contains__(self, value):
        return isinstance(value, Value) and set(value) == set(self.fields) and all(
            value[f] in s for f, s in self.fields.items())


class Problem(Exception):
    pass


def tokens_of(text):
    line = column = 1
    position = 0
    tokens = []
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise Problem(f"line {line}, column {column}: no token of TLA+: {text[position:position + 20]!r}")
        token = match.group()
        if not token.isspace() and not token.startswith(("\\*", "(*")):
            tokens.append((token, line, column))
        if "\n" in token:
            line += token.count("\n")
            column = len(token) - token.rindex("\n")
        else:
            column += len(token)
        position = match.end()
    return tokens


class Parser:
    """Recursive descent to nested tuples, the operator first."""

    def __init__(self, tokens):
        self.tokens, self.at, self.margins = tokens, 0, []

    def peek(self):
        """The next token; "" where the junction list around us says that its item is over."""
        if self.at == len(self.tokens) or (self.margins and self.tokens[self.at][2] <= self.margins[-1]):
            return ""
        return self.tokens[self.at][0]

    def fail(self, wanted):
        where = self.tokens[min(self.at, len(self.tokens) - 1)]
        raise Problem(f"line {where[1]}, column {where[2]}: {wanted} expected, not {where[0]!r}")

    def take(self, token):
        if self.peek() != token:
            self.fail(token)
        self.at += 1

    def accept(self, token):
        found = self.peek() == token
        self.at += found
        return found

    def name(self):
        token = self.peek()
        if not re.fullmatch(r"[A-Za-z_]\w*", token) or token in KEYWORDS:
            self.fail("a name")
        self.at += 1
        return token

    def listed(self, item, end):
        items = []
        while not self.accept(end):
            if items:
                self.take(",")
            items.append(item())
        return items

    def definition(self):
        name = self.name()
        parameters = self.listed(self.name, ")") if self.accept("(") else []
        self.take("==")
        return name, parameters, self.expression()

    def junction(self, operator):
        """Items that begin in one column, section 15.2.2."""
        column = self.tokens[self.at][2]
        items = []
        while self.peek() == operator and self.tokens[self.at][2] == column:
            self.at += 1
            self.margins.append(column)
            items.append(self.expression())
            if self.peek() != "":
                self.fail("the next item")
            self.margins.pop()
        return ("junction", operator, items)

    def expression(self, level=0):
        left = self.junction(self.peek()) if self.peek() in ("/\\", "\\/") else self.prefix()
        mixed = None
        while self.peek() in BINARY and BINARY[self.peek()] >= level:
            operator = self.peek()
            if mixed not in (None, operator) and BINARY[mixed] == BINARY[operator]:
                self.fail(f"parentheses: {mixed} and {operator} do not mix; an operator")
            self.at += 1
            left = ("binary", operator, left, self.expression(BINARY[operator] + 1))
            mixed = operator
        return left

    def prefix(self):
        if self.accept("~"):
            return ("not", self.expression(5))
        if self.peek() in ("\\E", "\\A"):
            quantifier = self.peek()
            self.at += 1
            name = self.name()
            self.take("\\in")
            domain = self.expression(6)
            self.take(":")
            return ("quantifier", quantifier, name, domain, self.expression())
        if self.accept("IF"):
            condition = self.expression()
            self.take("THEN")
            then = self.expression()
            self.take("ELSE")
            return ("if", condition, then, self.expression())
        if self.accept("LET"):
            definitions = [self.definition()]
            while self.peek() != "IN":
                definitions.append(self.definition())
            self.take("IN")
            return ("let", definitions, self.expression())
        if self.accept("UNCHANGED"):
            return ("unchanged", self.primary())
        return self.postfix(self.primary())

    def postfix(self, left):
        while True:
            if self.accept("["):
                left = ("apply", left, self.expression())
                self.take("]")
            elif self.accept("."):
                left = ("apply", left, ("constant", self.name()))
            elif self.accept("'"):
                left = ("prime", left)
            else:
                return left

    def primary(self):
        token = self.peek()
        if token in ("TRUE", "FALSE"):
            self.at += 1
            return ("constant", token == "TRUE")
        if token.startswith('"') or token.isdigit():
            self.at += 1
            return ("constant", token[1:-1] if token.startswith('"') else int(token))
        if self.accept("("):
            inner = self.expression()
            self.take(")")
            return inner
        if self.accept("{"):
            return ("set", self.listed(self.expression, "}"))
        if self.accept("<<"):
            return ("tuple", self.listed(self.expression, ">>"))
        if self.accept("["):
            return self.bracket()
        name = self.name()
        return ("call", name, self.listed(self.expression, ")") if self.accept("(") else [])

    def bracket(self):
        start = self.at
        first = self.expression(6)
        if self.accept("\\in"):
            domain = self.expression(6)
            self.take("|->")
            body = self.expression()
            self.take("]")
            return ("function", first[1], domain, body)
        if self.accept("EXCEPT"):
            return ("except", first, self.listed(self.update, "]"))
        if self.accept("->"):
            values = self.expression()
            self.take("]")
            return ("functions", first, values)
        self.at = start
        arrow = self.tokens[start + 1][0]
        if arrow not in ("|->", ":"):
            self.fail("a field")

        def field():
            name = self.name()
            self.take(arrow)
            return name, self.expression()
        return ("record" if arrow == "|->" else "records", self.listed(field, "]"))

    def update(self):
        path = []
        self.take("!")
        while not self.accept("="):
            if self.accept("["):
                path.append(self.expression())
                self.take("]")
            else:
                self.take(".")
                path.append(("constant", self.name()))
        return path, self.expression()


def updated(function, path, value):
    """Section 16.1.7: nothing but what is in the domain can be changed."""
    if path[0] not in function:
        raise Problem(f"EXCEPT: {path[0]!r} is not in the domain of {function}")
    changed = Value(function)
    changed[path[0]] = value if len(path) == 1 else updated(function[path[0]], path[1:], value)
    return changed


class Module:
    def __init__(self, text):
        body = re.fullmatch(r"---- MODULE (\w+) ----\n(.*)\n====\n?", text, re.DOTALL)
        if body is None:
            raise Problem("this is no module")
        self.name = body.group(1)
        self.variables = re.search(r"^VARIABLES (.*)$", body.group(2), re.MULTILINE).group(1).split(", ")
        # Lines keep their numbers; what is left are definitions, which begin in the first column.
        tokens = tokens_of("\n" + re.sub(r"^(EXTENDS|VARIABLES|Spec ==) .*$", "", body.group(2), flags=re.MULTILINE))
        starts = [i for i, token in enumerate(tokens) if token[2] == 1]
        self.definitions = {}
        for start, end in zip(starts, starts[1:] + [len(tokens)]):
            parser = Parser(tokens[start:end])
            name, parameters, expression = parser.definition()
            if parser.at != end - start:
                parser.fail("a definition")
            if name in self.definitions or name in self.variables:
                raise Problem(f"{name} is defined twice")
            self.definitions[name] = (parameters, expression)
        for name, (parameters, expression) in self.definitions.items():
            self.resolve(expression, set(parameters), name)

    def resolve(self, node, bound, where):
        """Every name is known, called with as many arguments as it has parameters, and bound once (section 17.3)."""
        kind = node[0]
        if kind == "call":
            known = 0 if node[1] in bound or node[1] in self.variables else len(
                self.definitions[node[1]][0]) if node[1] in self.definitions else None
            if known != len(node[2]):
                raise Problem(f"{where}: {node[1]} is unknown or called with {len(node[2])} arguments")
        inner = bound
        if kind in ("quantifier", "function"):
            name = node[2] if kind == "quantifier" else node[1]
            if name in bound or name in self.variables or name in self.definitions:
                raise Problem(f"{where}: {name} is bound already")
            inner = bound | {name}
        if kind == "let":
            for name, parameters, body in node[1]:
                self.resolve(body, inner | set(parameters), where)
                if name in inner or name in self.variables or name in self.definitions:
                    raise Problem(f"{where}: {name} is bound already")
                inner = inner | {name}
            self.resolve(node[2], inner, where)
            return
        for part in node[1:]:
            self.resolve_part(part, inner, where)

    def resolve_part(self, part, bound, where):
        if isinstance(part, tuple) and part and isinstance(part[0], str) and len(part) > 1:
            self.resolve(part, bound, where)
        elif isinstance(part, (list, tuple)):
            for element in part:
                self.resolve_part(element, bound, where)

    def value(self, node, env):
        return getattr(self, "value_" + node[0])(node, env)

    def value_constant(self, node, env):
        return node[1]

    def value_call(self, node, env):
        if node[1] in env:
            return env[node[1]]
        parameters, body = self.definitions[node[1]]
        inner = {v: env[v] for v in self.variables if v in env}
        inner.update(zip(parameters, (self.value(a, env) for a in node[2])))
        return self.value(body, inner)

    def value_junction(self, node, env):
        return (all if node[1] == "/\\" else any)(self.value(i, env) for i in node[2])

    def value_not(self, node, env):
        return not self.value(node[1], env)

    def value_binary(self, node, env):
        operator, left = node[1], self.value(node[2], env)
        if operator == "/\\":
            return left and self.value(node[3], env)
        if operator == "\\/":
            return left or self.value(node[3], env)
        if operator == "=>":
            return not left or self.value(node[3], env)
        right = self.value(node[3], env)
        if operator in ("=", "#"):
            if type(left) is not type(right):  # TLC refuses to compare such values
                raise Problem(f"{left!r} and {right!r} are compared")
            return (left == right) == (operator == "=")
        return {"<": lambda: left < right, "+": lambda: left + right, "-": lambda: left - right,
                "..": lambda: range(left, right + 1), "\\in": lambda: left in right,
                "\\": lambda: [m for m in left if m not in right]}[operator]()

    def value_quantifier(self, node, env):
        results = (self.value(node[4], {**env, node[2]: m}) for m in self.value(node[3], env))
        return any(results) if node[1] == "\\E" else all(results)

    def value_if(self, node, env):
        condition = self.value(node[1], env)
        if not isinstance(condition, bool):
            raise Problem(f"IF {condition!r}: no truth value")
        return self.value(node[2 if condition else 3], env)

    def value_let(self, node, env):
        env = dict(env)
        for name, _, body in node[1]:
            env[name] = self.value(body, env)
        return self.value(node[2], env)

    def value_apply(self, node, env):
        function, argument = self.value(node[1], env), self.value(node[2], env)
        if argument not in function:
            raise Problem(f"{argument!r} is not in the domain of {function}")
        return function[argument]

    def value_set(self, node, env):
        return frozenset(self.value(m, env) for m in node[1])

    def value_function(self, node, env):
        return Value((m, self.value(node[3], {**env, node[1]: m})) for m in self.value(node[2], env))

    def value_functions(self, node, env):
        return SetOfFunctions(self.value(node[1], env), self.value(node[2], env))

    def value_record(self, node, env):
        return Value((f, self.value(v, env)) for f, v in node[1])

    def value_records(self, node, env):
        return SetOfRecords({f: self.value(v, env) for f, v in node[1]})

    def value_except(self, node, env):
        result = self.value(node[1], env)
        for path, value in node[2]:
            result = updated(result, [self.value(p, env) for p in path], self.value(value, env))
        return result

    def steps(self, node, env, primed):
        """The ways to make action NODE true: yields what the primed variables are."""
        kind = node[0]
        if kind == "junction" or (kind == "binary" and node[1] in ("/\\", "\\/")):
            items = node[2] if kind == "junction" else [node[2], node[3]]
            if node[1] == "\\/":
                for item in items:
                    yield from self.steps(item, env, primed)
            elif len(items) == 1:
                yield from self.steps(items[0], env, primed)
            else:
                for done in self.steps(items[0], env, primed):
                    yield from self.steps(("junction", "/\\", items[1:]), env, done)
        elif kind == "quantifier" and node[1] == "\\E":
            for member in self.value(node[3], env):
                yield from self.steps(node[4], {**env, node[2]: member}, primed)
        elif kind == "let":
            env = dict(env)
            for name, _, body in node[1]:
                env[name] = self.value(body, env)
            yield from self.steps(node[2], env, primed)
        elif kind == "call" and node[1] in self.definitions:
            parameters, body = self.definitions[node[1]]
            inner = {v: env[v] for v in self.variables}
            inner.update(zip(parameters, [self.value(a, env) for a in node[2]]))
            yield from self.steps(body, inner, primed)
        elif kind == "binary" and node[1] == "=" and node[2][0] == "prime":
            yield self.assigned(primed, node[2][1][1], self.value(node[3], env))
        elif kind == "unchanged":
            yield from self.unchanged(node[1], env, primed)
        elif self.value(node, env):
            yield primed

    @staticmethod
    def assigned(primed, variable, value):
        if variable in primed:
            raise Problem(f"{variable}' is given twice")
        return {**primed, variable: value}

    def unchanged(self, node, env, primed):
        if node[0] == "call" and node[1] in self.definitions:
            node = self.definitions[node[1]][1]
        for variable in (node[1] if node[0] == "tuple" else [node]):
            primed = self.assigned(primed, variable[1], env[variable[1]])
        yield primed

    def successors(self, state):
        for primed in self.steps(("call", "Next", []), dict(zip(self.variables, state)), {}):
            if set(primed) != set(self.variables):
                raise Problem(f"a step says nothing of {set(self.variables) - set(primed)}")
            yield tuple(primed[v] for v in self.variables)

    def initial(self):
        values = {}
        for item in self.definitions["Init"][1][2]:
            if item[:2] != ("binary", "="):
                raise Problem("Init is no conjunction of equations")
            values[item[2][1]] = self.value(item[3], {})
        return tuple(values[v] for v in self.variables)

    def holds(self, name, state):
        return self.value(("call", name, []), dict(zip(self.variables, state)))

    def explore(self):
        """Returns {state: distance from the initial state}, in breadth-first order, and the states that are deadlocks."""
        first = self.initial()
        distance = {first: 0}
        stuck = []
        queue = [first]
        for state in queue:
            count = 0
            for after in self.successors(state):
                count += 1
                if after not in distance:
                    distance[after] = distance[state] + 1
                    queue.append(after)
            if count == 0:
                stuck.append(state)
        return distance, stuck
