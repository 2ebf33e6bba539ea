// Unpacks the browser, its libraries and its fonts below TMPDIR, and prints where the program is.
import chromium from "@sparticuz/chromium";

console.log(await chromium.executablePath());
