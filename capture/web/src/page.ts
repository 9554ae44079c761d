// The capture page.

import { Control } from "./control.js";

const root = document.getElementById("page");
if (root) void new Control(root).begin();
