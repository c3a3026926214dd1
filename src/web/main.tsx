import { render } from 'preact';
import { App } from './components/app.tsx';
import 'uplot/dist/uPlot.min.css';
import './styles/index.css';

const root = document.getElementById('app');
if (root === null) throw new Error('main: index.html has no element #app');
render(<App />, root);
