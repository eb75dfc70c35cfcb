/* SPDX-License-Identifier: MIT
 * Draws what the page's data element holds; texts go in as text nodes, never as markup. */
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const find = (selector, root = document) => root.querySelector(selector);

function make(name, attributes, ...children) {
	const svg = ["svg", "g", "line", "circle", "path", "text", "title"].includes(name);
	const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
	for (const [key, value] of Object.entries(attributes || {})) {
		if (typeof value === "function") node.addEventListener(key, value);
		else if (value !== undefined && value !== false) node.setAttribute(key, value);
	}
	node.append(...children.filter(child => child !== undefined && child !== null && child !== ""));
	return node;
}

const line = (x1, y1, x2, y2, kind) => make("line", { x1, y1, x2, y2, class: kind });
const text = (x, y, words, anchor = "start", kind = "") => make("text", { x, y, "text-anchor": anchor, class: kind }, words);
const circle = (cx, cy, kind, r = 4.5) => make("circle", { cx, cy, r, class: kind });
const diamond = (x, y, kind) => make("path", { d: `M${x} ${y - 6}L${x + 6} ${y}L${x} ${y + 6}L${x - 6} ${y}Z`, class: kind });
const percent = value => (100 * value).toFixed(value > 0 && value < 0.1 ? 1 : 0) + " %";

function drawing(view, width, height) {
	return make("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": view.dataset.label });
}

function legend(...entries) {
	return make("ul", { class: "legend" }, ...entries.map(([sign, words]) =>
		make("li", {}, make("svg", { width: 14, height: 14, "aria-hidden": "true" }, sign), words)));
}

function drawRates(view) {
	const rows = data.rates.filter(row => "rate" in row);
	if (!rows.length) return;
	const width = Math.min(view.clientWidth, 720), height = 300, left = 52, right = 14, top = 28, bottom = 48;
	const step = (width - left - right) / rows.length, shift = Math.min(16, step / 4.6);
	const y = rate => top + (height - top - bottom) * (1 - rate);
	const svg = drawing(view, width, height);
	for (const rate of [0, 0.25, 0.5, 0.75, 1])
		svg.append(line(left, y(rate), width - right, y(rate), "grid"), text(left - 8, y(rate) + 4, percent(rate), "end", "quiet"));
	rows.forEach((row, i) => {
		const x = left + step * (i + 0.5);
		const mark = make("g", {}, make("title", {}, `${row.threads} threads: ${row.crashes} of ${row.runs} runs crashed, ${percent(row.rate)} (95 % interval ${percent(row.low)} to ${percent(row.high)})`),
			line(x - shift, y(row.low), x - shift, y(row.high), "mark"), line(x - shift - 5, y(row.low), x - shift + 5, y(row.low), "mark"),
			line(x - shift - 5, y(row.high), x - shift + 5, y(row.high), "mark"), circle(x - shift, y(row.rate), "dot"));
		svg.append(mark, text(x - shift, y(row.high) - 9, percent(row.rate), "middle"), text(x, height - 27, String(row.threads), "middle"));
		if (typeof row.reported === "number") svg.append(make("g", {}, make("title", {}, `the bug report: about ${percent(row.reported)}`), diamond(x + shift, y(row.reported), "open")));
	});
	svg.append(text(left + (width - left - right) / 2, height - 6, "client threads", "middle", "quiet"));
	view.replaceChildren(legend([circle(7, 7, "dot"), "measured, with its 95 % interval"], [diamond(7, 7, "open"), "the bug report, rounded, of unknown size"]), svg);
}

function drawCosts(view) {
	const rows = data.costs.filter(row => "median" in row && "high" in row);
	if (!rows.length) return;
	const width = Math.min(view.clientWidth, 760), narrow = width < 520, left = narrow ? 8 : 208, right = 56, row = narrow ? 42 : 27;
	const most = Math.max(1.2, ...rows.map(item => item.high)), x = ratio => left + (width - left - right) * ratio / most;
	const groups = [...new Set(rows.map(item => item.threads))];
	view.replaceChildren(legend([circle(7, 7, "dot"), "differs from unsynchronised"], [circle(7, 7, "unclaimed"), "no difference claimed"]));
	for (const threads of groups) {
		const mine = rows.filter(item => item.threads === threads), height = mine.length * row + 66;
		const svg = drawing(view, width, height);
		const ticks = most > 3 ? [0, 1, 2, 3] : [0, 0.5, 1];
		svg.setAttribute("aria-label", `${view.dataset.label}; ${threads} threads`);
		svg.append(text(0, 16, `${threads} thread${threads === 1 ? "" : "s"}`));
		for (const tick of ticks)
			svg.append(line(x(tick), 28, x(tick), height - 26, tick === 1 ? "one" : "grid"), text(x(tick), height - 9, String(tick), tick === 0 ? "start" : "middle", "quiet"));
		mine.forEach((item, i) => {
			const middle = 28 + row * (i + 1) - 12;
			svg.append(narrow ? text(left, middle - 11, item.configuration) : text(0, middle + 4, item.configuration),
				make("g", {}, make("title", {}, `${item.configuration}, ${threads} threads: ${item.median.toFixed(2)} of unsynchronised (${item.low.toFixed(2)} to ${item.high.toFixed(2)})`),
					line(x(item.low), middle, x(item.high), middle, "mark"), circle(x(item.median), middle, item.claim ? "dot" : "unclaimed")),
				text(width, middle + 4, item.median.toFixed(2), "end"));
		});
		view.append(svg);
	}
}

/* One counterexample at a time: a column per thread, time downwards, one step in the light. */
const player = { number: -1, at: 0, rows: [] };

function threadIndex(example, step) {
	return typeof step.thread === "number" ? step.thread : example.names.indexOf(step.thread);
}

function laneHead(example) {
	return make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "#"),
		...example.names.map(name => make("th", { scope: "col" }, name)), make("th", { scope: "col", class: "state" }, "What happens")));
}

function laneRow(example, step, i) {
	const column = threadIndex(example, step), name = example.names[column];
	const words = [step.operation, step.object].filter(Boolean).join(" "), broken = words.replace(/([a-z])([A-Z])/g, "$1\u200b$2");
	const button = make("button", {
		type: "button", "aria-label": `Step ${i + 1}${name ? ", " + name : ""}: ${words}`, click: () => go(i, true), focus: () => go(i, false),
		mouseenter: () => showDetail(i), mouseleave: () => showDetail(player.at), tabindex: -1,
	}, broken);
	const cells = name === undefined ? [make("td", { colspan: example.names.length }, button)]
		: example.names.map((unused, k) => k === column ? make("td", {}, button) : make("td", {}));
	return make("tr", {}, make("th", { scope: "row" }, String(i + 1)), ...cells, make("td", { class: "state" }, step.note, step.state && make("p", { class: "after" }, `${step.object}: ${step.state}`)));
}

function showDetail(i) {
	const example = data.counterexamples[player.number], step = example.steps[i];
	const entries = [["Step", `${i + 1} of ${example.steps.length}`], ["Thread", example.names[threadIndex(example, step)]], ["Call", step.operation], ["Function", step.function],
		["Object", step.object], ["What it does", step.note], ["State after it", step.state], ["Source", step.file && `${step.file}:${step.line}`]];
	if (i === example.steps.length - 1) entries.push(["Leads to", example.ending || example.says]);
	find(".detail").replaceChildren(...entries.filter(entry => entry[1]).flatMap(([key, value]) => [make("dt", {}, key), make("dd", {}, value)]));
}

function go(i, focus) {
	const last = player.rows.length - 1;
	player.at = Math.max(0, Math.min(i, last));
	player.rows.forEach((row, k) => {
		row.className = k === player.at ? (k === last ? "now end" : "now") : k > player.at ? "later" : "";
		row.toggleAttribute("aria-current", k === player.at);
		find("button", row).tabIndex = k === player.at ? 0 : -1;
	});
	find("#previous").disabled = player.at === 0;
	find("#next").disabled = player.at === last;
	showDetail(player.at);
	if (focus) find("button", player.rows[player.at]).focus();
}

function stepByKey(event) {
	const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
	if (!(event.key in steps) || event.target.tagName === "SELECT") return;
	event.preventDefault();
	go(player.at + steps[event.key], true);
}

function open(number, focus) {
	const example = data.counterexamples[number];
	player.number = number;
	player.rows = example.steps.map((step, i) => laneRow(example, step, i));
	find("#which").value = String(number);
	find(".lanes").replaceChildren(make("caption", {}, `${example.row} against ${example.faults}, ${example.steps.length} states. It ends in ${example.ending || example.says}`), laneHead(example), make("tbody", {}, ...player.rows));
	document.querySelectorAll("[data-open]").forEach(button => button.setAttribute("aria-pressed", button.dataset.number === String(number)));
	go(0, focus);
	if (focus) find(".player").scrollIntoView({ block: "nearest" });
}

function drawCounterexample(view) {
	const known = data.counterexamples.map((example, i) => [example, i]).filter(([example]) => example && example.steps.length);
	if (!known.length) return;
	const label = ([example, i]) => make("option", { value: i }, `${example.row} against ${example.faults}`);
	const first = known.find(([example]) => example.row === "none" && example.faults === data.fault) || known[0];
	view.replaceChildren(make("h3", {}, "A shortest counterexample, step by step"),
		make("div", { class: "player", role: "group", "aria-label": view.dataset.label, keydown: stepByKey },
			make("div", { class: "controls" },
				make("label", {}, "Policy or fix, and fault", make("select", { id: "which", change: event => open(Number(event.target.value), false) }, ...known.map(label))),
				make("button", { type: "button", id: "previous", click: () => go(player.at - 1, false) }, "Previous step"),
				make("button", { type: "button", id: "next", click: () => go(player.at + 1, false) }, "Next step"),
				make("p", { class: "hint" }, "Arrow keys step, Home and End jump.")),
			make("table", { class: "lanes" }), make("dl", { class: "detail", "aria-live": "polite" })));
	open(first[1], false);
}

const views = { rates: drawRates, costs: drawCosts, counterexample: drawCounterexample };
const drawAll = names => document.querySelectorAll("[data-view]").forEach(view => names.includes(view.dataset.view) && views[view.dataset.view](view));
drawAll(Object.keys(views));
document.querySelectorAll("[data-open]").forEach(button => button.addEventListener("click", () => open(Number(button.dataset.number), true)));

let width = window.innerWidth;
window.addEventListener("resize", () => {
	if (window.innerWidth === width) return;
	width = window.innerWidth;
	drawAll(["rates", "costs"]);
});
window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(details => { details.open = true; }));

find("#theme").addEventListener("click", event => {
	const next = { system: "light", light: "dark", dark: "system" }[document.documentElement.dataset.theme || "system"];
	if (next === "system") delete document.documentElement.dataset.theme;
	else document.documentElement.dataset.theme = next;
	event.target.textContent = `Colours: ${next}`;
	event.target.setAttribute("aria-label", `Colours: ${next === "system" ? "as the system" : next}`);
});
find("details") && document.querySelectorAll("#threads details:first-of-type").forEach(details => { details.open = true; });
