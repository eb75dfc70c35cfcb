// SPDX-License-Identifier: MIT
// Checks that run inside the page, on what is rendered. Each returns a list of what is wrong.
"use strict";

function visible(element) {
	const box = element.getBoundingClientRect();
	return box.width > 1 && box.height > 1 && getComputedStyle(element).visibility !== "hidden" && box.right > 0;
}

function words(element) {
	return `<${element.tagName.toLowerCase()}> "${element.textContent.trim().slice(0, 40)}"`;
}

// WCAG 2.2, relative luminance and contrast ratio.
function luminance(rgb) {
	const [r, g, b] = rgb.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function colour(text) {
	const parts = text.match(/[\d.]+/g).map(Number);
	return { rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1 };
}

function background(element) {
	for (let at = element; at; at = at.parentElement) {
		const { rgb, alpha } = colour(getComputedStyle(at).backgroundColor);
		if (alpha === 1) return rgb;
		if (alpha !== 0) throw new Error(`half transparent background of ${words(at)}`);
	}
	return [255, 255, 255];
}

function contrast() {
	const wrong = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), seen = new Set();
	while (walker.nextNode()) {
		const element = walker.currentNode.parentElement;
		if (!walker.currentNode.data.trim() || seen.has(element) || !visible(element) || element.closest("script, option, title")) continue;
		seen.add(element);
		const style = getComputedStyle(element);
		const front = colour(element.namespaceURI.includes("svg") ? style.fill : style.color);
		const [a, b] = [luminance(front.rgb), luminance(background(element))];
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (front.alpha !== 1 || ratio < 4.5) wrong.push(`contrast ${ratio.toFixed(2)} of ${words(element)}`);
	}
	if (seen.size < 50) wrong.push(`only ${seen.size} texts were looked at`);
	return wrong;
}

function labels() {
	const wrong = [];
	const name = element => element.getAttribute("aria-label") || element.textContent.trim() || (element.labels && [...element.labels].map(l => l.textContent).join(""));
	for (const element of document.querySelectorAll("button, select, a, summary, input, [role=region], [role=group], [role=img]"))
		if (!name(element)) wrong.push(`no name: ${element.outerHTML.slice(0, 80)}`);
	for (const svg of document.querySelectorAll("svg"))
		if (!svg.getAttribute("aria-label") && svg.getAttribute("aria-hidden") !== "true") wrong.push("a drawing without a label");
	for (const table of document.querySelectorAll("table")) {
		if (!table.caption || !table.caption.textContent.trim()) wrong.push("a table without a caption");
		if (!table.querySelector("thead th[scope=col]")) wrong.push(`no column headings: ${words(table)}`);
	}
	for (const element of document.querySelectorAll("pre, .scroll"))
		if (element.scrollWidth > element.clientWidth && element.tabIndex < 0) wrong.push(`scrolls, not reachable by keyboard: ${words(element)}`);
	const ids = [...document.querySelectorAll("[id]")].map(element => element.id);
	for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push(`id ${id} twice`);
	for (const link of document.querySelectorAll("a[href^='#']"))
		if (!document.getElementById(link.hash.slice(1))) wrong.push(`dead link ${link.hash}`);
	let level = 0;
	for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
		const now = Number(heading.tagName[1]);
		if (now > level + 1 && !heading.closest("details")) wrong.push(`heading ${words(heading)} skips a level`);
		level = now;
	}
	if (!document.documentElement.lang || !document.title || document.querySelectorAll("h1").length !== 1) wrong.push("language, title or main heading");
	return wrong;
}

function layout() {
	const wrong = [], root = document.documentElement;
	if (root.scrollWidth > root.clientWidth) {
		wrong.push(`the page is ${root.scrollWidth} wide, the window ${root.clientWidth}`);
		for (const element of document.querySelectorAll("main *"))
			if (!element.parentElement.closest(".scroll, pre") && element.getBoundingClientRect().right > root.clientWidth + 1) wrong.push(`too wide: ${words(element)}`);
	}
	for (const svg of document.querySelectorAll(".view svg[role=img]")) {
		const outer = svg.getBoundingClientRect(), texts = [...svg.querySelectorAll("text")].map(text => [text, text.getBoundingClientRect()]);
		for (const [text, box] of texts)
			if (box.left < outer.left - 1 || box.right > outer.right + 1 || box.top < outer.top - 1 || box.bottom > outer.bottom + 1) wrong.push(`clipped in a drawing: ${words(text)}`);
		texts.forEach(([text, a], i) => texts.slice(i + 1).forEach(([other, b]) => {
			if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3) wrong.push(`overlap in a drawing: ${words(text)} and ${words(other)}`);
		}));
	}
	for (const button of document.querySelectorAll("button, select"))
		if (visible(button) && button.scrollWidth > button.clientWidth + 1) wrong.push(`clipped: ${words(button)}`);
	for (const section of document.querySelectorAll("section"))
		if (section.textContent.trim().length < section.querySelector("h2").textContent.length + 20) wrong.push(`empty: ${section.id}`);
	for (const view of document.querySelectorAll("[data-view]"))
		if (!view.querySelector("svg, .player")) wrong.push(`an empty view: ${view.dataset.view}`);
	return wrong;
}

module.exports = { source: [visible, words, luminance, colour, background, contrast, labels, layout].map(String).join("\n") };
