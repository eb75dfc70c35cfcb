# SPDX-License-Identifier: MIT
"""The cells that 'agxrace check' and 'agxrace explore' both can express: a policy or a fix against a fault, with a number
of threads; and how each of the two is asked about one."""
import json
import subprocess


class Cell:
	def __init__(self, policy, fault, fix, threads):
		self.policy, self.fault, self.fix, self.threads = policy, fault, fix, threads

	def __str__(self):
		who = self.policy if self.fix == "none" else "fix " + self.fix
		return f"{who}, {self.fault}, {self.threads} threads"


def answer(words):
	"""The JSON document that AGXRACE prints, whatever it exits with; what it says is asserted by the caller."""
	done = subprocess.run(words, capture_output=True, text=True, check=False)
	try:
		return json.loads(done.stdout)
	except ValueError:
		raise SystemExit(f"{' '.join(words)}: exit {done.returncode}, no document\n{done.stderr}") from None


def matrix(agxrace, threads):
	"""Every cell of the model with its document, in the order of the matrix."""
	cells = answer([agxrace, "check", "--json", "--threads", str(threads)])["cells"]
	return [(Cell(c["policy"], c["faults"][0] if c["faults"] else "none", c["fix"], threads), c) for c in cells]


def explore(agxrace, program, cell, mode, options):
	"""MODE: the last argument of scenarios/encode.c, or ""."""
	arguments = f"{cell.policy} {cell.fault} {cell.fix} {cell.threads} {mode}".strip()
	return answer([agxrace, "explore", "--json", *options, "--arguments", arguments, program])
