// Firefox over WebDriver BiDi: does what tests/test_firefox.py asks for, a step a line on standard input, and answers each with JSON.
// Puppeteer is found in the folder that NODE_MODULES names.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { default: puppeteer } = await import(pathToFileURL(`${process.env.NODE_MODULES}/puppeteer-core/lib/esm/puppeteer/puppeteer-core.js`));
const browser = await puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX, headless: true, protocol: "webDriverBiDi" });
const page = await browser.newPage();
await page.setViewport({ width: 360, height: 740 });

const steps = {
  open: (address) => page.goto(address),
  type: async (selector, text) => { await page.locator(selector).fill(text); },
  press: async (selector) => { await Promise.all([page.waitForNavigation(), page.locator(selector).click()]); },
  tick: async (selector) => { await page.locator(selector).click(); },
  back: () => page.goBack(),
  shown: (selector) => page.$eval(selector, (element) => element.offsetParent !== null),
  text: (selector) => page.$eval(selector, (element) => element.textContent),
  value: (selector) => page.$eval(selector, (element) => element.value),
  set: (selector, value) => page.$eval(selector, (element, text) => { element.value = text; }, value),
  wait: (selector) => page.waitForSelector(selector, { visible: true }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [step, ...parts] = JSON.parse(line);
  try {
    const answer = await steps[step](...parts);
    const isPlain = ["string", "boolean", "number"].includes(typeof answer);
    console.log(JSON.stringify({ answer: isPlain ? answer : null }));
  } catch (error) {
    console.log(JSON.stringify({ error: `${step} ${parts.join(" ")}: ${error.message}` }));
  }
}
await browser.close();
