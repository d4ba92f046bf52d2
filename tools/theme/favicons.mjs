// Renders favicon.svg as the bitmap icons that older browsers and phones ask for: favicon.ico and apple-touch-icon.png.
import { readFileSync, writeFileSync } from "node:fs";
import { Resvg } from "@resvg/resvg-js";

const [source, folder] = process.argv.slice(2);
const svg = readFileSync(source, "utf8");
const png = (size) => new Resvg(svg, { fitTo: { mode: "width", value: size } }).render().asPng();

// An ICO file is a six-byte header, sixteen bytes an image, then the PNG images themselves.
function ico(sizes) {
  const images = sizes.map(png);
  const header = Buffer.alloc(6 + 16 * sizes.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(sizes.length, 4);
  let offset = header.length;
  sizes.forEach((size, index) => {
    const entry = 6 + 16 * index;
    header.writeUInt8(size, entry);
    header.writeUInt8(size, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(images[index].length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += images[index].length;
  });
  return Buffer.concat([header, ...images]);
}

writeFileSync(`${folder}/favicon.ico`, ico([16, 32, 48]));
writeFileSync(`${folder}/apple-touch-icon.png`, png(180));
