// SPDX-License-Identifier: MIT
// page_test.js CHROMIUM FOLDER: opens FOLDER/story/index.html and FOLDER/bundle/index.html as a reader would, and compares
// what they show with the evidence, which it reads by itself.
"use strict";
const assert = require("assert");
const { execFileSync } = require("child_process");
const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");
const checks = require("./page_checks.js");

const [executablePath, folder] = process.argv.slice(2);
const evidence = name => JSON.parse(fs.readFileSync(path.join(folder, "story", name), "utf8"));
const address = name => "file://" + path.join(folder, name, "index.html");
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

async function openPage(browser, name, options) {
	const page = await browser.newPage(options), trouble = [];
	page.on("request", request => request.url() !== address(name) && !request.url().startsWith("data:") && trouble.push(`request: ${request.url()}`));
	page.on("pageerror", error => trouble.push(`error: ${error}`));
	page.on("console", message => ["error", "warning"].includes(message.type()) && trouble.push(`console: ${message.text()}`));
	await page.goto(address(name));
	page.trouble = trouble;
	return page;
}

const rowsOf = (page, selector) => page.$$eval(`${selector} tbody tr`, rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim())));
const run = (page, check) => page.evaluate(`(() => { ${checks.source}; return ${check}(); })()`);

function wilson(k, n) {
	const z = 1.959963984540054, p = k / n, centre = (p + z * z / (2 * n)) / (1 + z * z / n);
	const half = z / (1 + z * z / n) * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
	return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

const tests = {
	async "crash rates are those of the database"(browser) {
		const page = await openPage(browser, "story");
		const sql = "SELECT threads, count(*) AS runs, sum(outcome IN ('crash', 'abort', 'exit')) AS crashes, sum(outcome = 'hang') AS hangs, " +
			"sum(outcome = 'done' AND lost_calls + foreign_commands + wrong_results > 0) AS faulty FROM run JOIN cell ON cell.id = run.cell GROUP BY threads ORDER BY cell.id";
		const rows = JSON.parse(execFileSync("sqlite3", ["-json", "-readonly", path.join(folder, "story/evidence/campaign.db"), sql]));
		const shown = await rowsOf(page, "#rates");
		assert.strictEqual(shown.length, rows.length);
		rows.forEach((row, i) => {
			const [low, high] = wilson(row.crashes, row.runs);
			assert.deepStrictEqual(shown[i].slice(0, 7), [row.threads, row.runs, row.crashes, row.hangs, row.faulty].map(String)
				.concat(`${(100 * row.crashes / row.runs).toFixed(1)} %`, `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} %`));
		});
		const titles = await page.$$eval("[data-view=rates] title", list => list.map(title => title.textContent));
		rows.forEach(row => assert(titles.some(title => title.startsWith(`${row.threads} threads: ${row.crashes} of ${row.runs} runs crashed`)), titles.join("\n")));
		const total = key => rows.reduce((sum, row) => sum + row[key], 0);
		assert((await page.textContent("#summary .lead")).includes(`${total("crashes")} of ${total("runs")} runs crashed`));
		assert(fs.readFileSync(path.join(folder, "story/REPORT.md"), "utf8").includes(`${total("crashes")} of ${total("runs")} runs crashed`));
		return page;
	},

	async "a dot stands where its rate is"(browser) {
		const page = await openPage(browser, "story");
		const campaign = evidence("evidence/campaign.json");
		const heights = await page.$$eval("[data-view=rates] svg[role=img]", ([svg]) => ({
			zero: Number(svg.querySelectorAll("line.grid")[0].getAttribute("y1")), one: Number(svg.querySelectorAll("line.grid")[4].getAttribute("y1")),
			dots: [...svg.querySelectorAll("circle.dot")].map(dot => Number(dot.getAttribute("cy"))),
			bars: [...svg.querySelectorAll("g > line.mark:first-of-type")].map(bar => [Number(bar.getAttribute("y1")), Number(bar.getAttribute("y2"))]),
			reported: [...svg.querySelectorAll("path.open")].length,
		}));
		const rate = y => (heights.zero - y) / (heights.zero - heights.one);
		campaign.rows.forEach((row, i) => {
			assert(Math.abs(rate(heights.dots[i]) - row.rate) < 1e-6);
			assert(Math.abs(rate(heights.bars[i][0]) - row.low) < 1e-6 && Math.abs(rate(heights.bars[i][1]) - row.high) < 1e-6);
		});
		assert.strictEqual(heights.reported, campaign.rows.filter(row => row.reported !== null).length);
		return page;
	},

	async "costs are those of the bench"(browser) {
		const page = await openPage(browser, "story");
		const bench = evidence("evidence/bench.json").rows;
		const shown = [...await rowsOf(page, "#workarounds"), ...await rowsOf(page, "#fix")];
		assert.strictEqual(shown.length, bench.length);
		for (const row of bench) {
			const name = row.fix === "none" ? row.policy : row.fix, ratio = row.ratio_to["policy none"];
			const cells = shown.find(cells => cells[0] === name && cells[1] === String(row.threads) && (name !== "none" || row.fix === "none"));
			assert.strictEqual(cells[2], `${(row.commands_per_second.median / 1e6).toFixed(3)} M`);
			assert.strictEqual(cells[3], row.configuration === "policy none" ? "1"
				: `${ratio.claim ? "" : "~ "}${ratio.median.toFixed(2)} [${ratio.low.toFixed(2)}, ${ratio.high.toFixed(2)}]`);
		}
		return page;
	},

	async "every cell of the matrix is the checker's"(browser) {
		const page = await openPage(browser, "story");
		const { cells } = evidence("evidence/check.json");
		const heads = await page.$$eval("#verdicts .scroll thead th", list => list.map(head => head.textContent.trim()));
		const rows = await rowsOf(page, "#verdicts .scroll");
		let compared = 0;
		for (const cell of cells) {
			const label = cell.fix === "none" ? cell.policy : `fix ${cell.fix}`, column = heads.indexOf(cell.faults.join(",") || "no fault");
			const shown = rows.find(row => row[0] === label)[column];
			assert.strictEqual(shown, cell.verdict === "violated" ? `${cell.hazard} ${cell.counterexample.length}` : cell.every_n ? "any N" : `${cell.threads} threads`);
			compared++;
		}
		assert(compared > 50);
		return page;
	},

	async "a violated cell opens its counterexample, which the keyboard steps through"(browser) {
		const page = await openPage(browser, "story");
		const { cells } = evidence("evidence/check.json");
		const number = cells.findIndex(cell => cell.policy === "global-call" && cell.fix === "none" && cell.faults.join() === "sync-ends-encoder");
		const steps = cells[number].counterexample;
		const detail = async () => Object.fromEntries(await page.$$eval(".detail dt", list => list.map(term => [term.textContent, term.nextElementSibling.textContent])));
		const button = `#verdicts [data-number="${number}"]`;
		await page.focus(button);
		await page.keyboard.press("Enter");
		assert.strictEqual(await page.getAttribute(button, "aria-pressed"), "true");
		assert.strictEqual(await page.locator(".lanes tbody tr").count(), steps.length);
		for (let i = 0; i < steps.length; i++) {
			if (i > 0) await page.keyboard.press(i % 2 ? "ArrowRight" : "ArrowDown");
			const now = await detail();
			assert.strictEqual(now.Step, `${i + 1} of ${steps.length}`);
			assert.strictEqual(now.Call, steps[i].operation);
			assert.strictEqual(now.Thread, steps[i].thread_name === null ? undefined : steps[i].thread_name);
			assert.strictEqual(now["What it does"], steps[i].note === null ? undefined : steps[i].note);
			assert.strictEqual(await page.locator(".lanes tr[aria-current]").count(), 1);
			assert.strictEqual(await page.evaluate(() => document.activeElement.closest("tr").hasAttribute("aria-current")), true);
			if (steps[i].thread !== null)
				assert.strictEqual(await page.$eval(".lanes tr[aria-current] button", node => node.closest("td").cellIndex - 1), steps[i].thread);
		}
		assert((await detail())["Leads to"].includes("NULL+0x"));
		assert.strictEqual(await page.isDisabled("#next"), true);
		await page.keyboard.press("ArrowLeft");
		assert.strictEqual((await detail()).Step, `${steps.length - 1} of ${steps.length}`);
		await page.keyboard.press("Home");
		assert.strictEqual((await detail()).Step, `1 of ${steps.length}`);
		await page.keyboard.press("End");
		await page.click("#previous");
		assert.strictEqual((await detail()).Step, `${steps.length - 1} of ${steps.length}`);
		return page;
	},

	async "hovering a step shows its function and source line, and leaves the step"(browser) {
		const page = await openPage(browser, "story");
		const row = page.locator(".lanes tbody tr").nth(1);
		await row.locator("button").hover();
		const source = await page.$$eval(".detail dt", list => Object.fromEntries(list.map(term => [term.textContent, term.nextElementSibling.textContent])));
		const [file, line] = source.Source.split(":");
		const text = fs.readFileSync(path.join(__dirname, "../..", file), "utf8").split("\n")[Number(line) - 1];
		assert(text.includes(source.Function + "("), `${source.Source} is: ${text}`);
		await page.mouse.move(0, 0);
		assert((await page.textContent(".detail")).includes("1 of"));
		return page;
	},

	async "hypotheses, claims, system and steps are those of the evidence"(browser) {
		const page = await openPage(browser, "story");
		const triage = evidence("evidence/triage.json"), told = await page.textContent("#hypotheses");
		for (const report of triage.reports) for (const hypothesis of report.hypotheses) {
			assert(told.includes(hypothesis.name), hypothesis.name);
			for (const sentence of hypothesis.decide_by) assert(told.includes(sentence.replace(/`/g, "")), sentence);
		}
		const claims = await rowsOf(page, "#claims");
		evidence("evidence/claims.json").claims.forEach((claim, i) => {
			const under = value => Object.keys(claim.under).filter(hazard => claim.under[hazard] === value).join(", ") || "–";
			assert.deepStrictEqual(claims[i], [claim.name, claim.policy, claim.says, claim.result, under("yes"), under("no")]);
		});
		for (const { value } of evidence("system.json").facts) assert((await page.textContent("#system")).includes(value));
		assert((await page.textContent("#steps")).includes(evidence("evidence/repro.json").reproduce));
		return page;
	},

	async "traces have the shape that Perfetto's viewer takes"() {
		const trace = evidence("evidence/traces/none.perfetto.json"), plain = evidence("evidence/traces/none.trace.json");
		const named = trace.traceEvents.filter(event => event.ph === "M"), slices = trace.traceEvents.filter(event => event.ph === "X");
		assert.strictEqual(named.length, plain.threads.length);
		named.forEach(event => assert(event.name === "thread_name" && typeof event.args.name === "string" && Number.isInteger(event.tid) && Number.isInteger(event.pid)));
		assert(slices.length > 3);
		slices.forEach((event, i) => {
			assert(typeof event.name === "string" && Number.isInteger(event.pid) && Number.isInteger(event.tid));
			assert(Number.isFinite(event.ts) && event.dur > 0 && (i === 0 || event.ts >= slices[i - 1].ts + slices[i - 1].dur - 1e-9));
			assert(named.some(thread => thread.tid === event.tid));
		});
		return null;
	},

	async "texts of a crash report cannot break out of the page"(browser) {
		const page = await openPage(browser, "bundle");
		await page.hover("#threads .card >> nth=1");
		assert.strictEqual(await page.evaluate(() => window.planted), undefined);
		assert((await page.textContent("#threads")).includes("</script><script>window.planted = 3</script>"));
		assert((await page.textContent("#summary .lead")).includes("family F1"));
		for (const check of ["contrast", "labels"]) assert.deepStrictEqual(await run(page, check), []);
		return page;
	},

	async "colours follow the system until a reader chooses"(browser) {
		const page = await openPage(browser, "story", { colorScheme: "dark" });
		const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
		const dark = await paper();
		await page.click("#theme");
		const light = await paper();
		assert.notStrictEqual(light, dark);
		await page.click("#theme");
		assert.strictEqual(await paper(), dark);
		await page.emulateMedia({ colorScheme: "light" });
		assert.strictEqual(await paper(), dark);
		await page.click("#theme");
		assert.strictEqual(await paper(), light);
		return page;
	},
};

for (const width of [1280, 390]) for (const colorScheme of ["light", "dark"]) for (const name of ["story", "bundle"])
	tests[`${name} is sound at ${width} pixels, ${colorScheme}`] = async browser => {
		const page = await openPage(browser, name, { viewport: { width, height: 900 }, colorScheme });
		await page.evaluate(() => document.querySelectorAll("details").forEach(details => { details.open = true; }));
		if (name === "story") await page.click("#next");
		if (name === "story") for (const check of ["contrast", "labels", "layout"]) assert.deepStrictEqual(await run(page, check), []);
		else assert.deepStrictEqual((await run(page, "layout")).filter(wrong => !wrong.startsWith("an empty view")), []);
		await page.screenshot({ path: path.join(folder, `screenshots/${name}-${width}-${colorScheme}.png`), fullPage: true });
		return page;
	};

(async () => {
	const browser = await chromium.launch({ executablePath, args });
	let failed = 0;
	for (const [name, test] of Object.entries(tests)) {
		try {
			const page = await test(browser);
			if (page) {
				assert.deepStrictEqual(page.trouble, []);
				await page.close();
			}
			console.log(`ok    ${name}`);
		} catch (error) {
			failed++;
			console.log(`FAIL  ${name}\n${error.message}`);
		}
	}
	await browser.close();
	console.log(`${Object.keys(tests).length} tests, ${failed} failed; screenshots in ${path.join(folder, "screenshots")}`);
	process.exit(failed ? 1 : 0);
})();
