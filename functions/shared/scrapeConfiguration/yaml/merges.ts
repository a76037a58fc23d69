import { fields, items } from '../parts.ts';
import type { ParsedYaml } from './parse.ts';
import type { Problem, YamlPath } from '../problem.ts';

/**
 * A key that a map has of its own and by a merge. Where the keys are Prometheus' own fields the later one counts; where any
 * keys may stand, it refuses the second
 * (https://github.com/go-yaml/yaml/blob/v2.4.0/decode.go, setMapIndex).
 */
export function mergeProblems({ data, mergedTwice }: ParsedYaml): Problem[] {
  return openMaps(data).flatMap(({ map, at }) =>
    [...mergedTwice(map)].map((key) => ({
      at: [...at, key],
      problem: 'is there already by a merge (<<), and Prometheus takes no key twice here',
      remedy: 'Remove it, or write out what is merged',
    })),
  );
}

interface Place {
  map: object;
  at: YamlPath;
}

function openMaps(data: Record<string, unknown>): Place[] {
  const external = fields(fields(data['global'])['external_labels']);
  const jobs = items(data['scrape_configs']).flatMap(({ item, index }): Place[] => {
    const at = ['scrape_configs', index];
    const lists = items(item['static_configs']).map((list) => ({
      map: fields(list.item['labels']),
      at: [...at, 'static_configs', list.index, 'labels'],
    }));
    return [...['params', 'http_headers'].map((key) => ({ map: fields(item[key]), at: [...at, key] })), ...lists];
  });
  return [{ map: external, at: ['global', 'external_labels'] }, ...jobs];
}
