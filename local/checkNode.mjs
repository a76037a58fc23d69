// Plain JavaScript on purpose: it has to run on, and refuse, a Node.js that does not know TypeScript.
const wanted = 24;
const [major] = process.versions.node.split('.').map(Number);
if (major !== wanted) {
  process.stderr.write(
    `This needs Node.js ${wanted}, the Lambda runtime's major version, and runs on ${process.version}.\n` +
      'It comes with the dev dependency "node", whose install script fetches it. Run "npm ci" and allow that script\n' +
      '(npm install-scripts approve node), or put Node.js 24 first on the PATH.\n',
  );
  process.exit(1);
}
